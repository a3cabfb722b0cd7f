// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Where the governance's records lie, said in Solidity: compile this for its storage layout and read any record
/// with eth_getStorageAt. The contract itself is native; nothing here is deployed.
abstract contract GovernanceStorage {
    struct MemberRecord {
        string name;
        address operator;
        uint24 roles;
        bool active;
        uint64 since;
    }

    struct PackageRecord {
        string tokenId;
        string name;
        string version;
        string standard;
        string sourcePath;
        bytes32 creationCodeHash;
        uint32 organization;
        uint64 height;
        uint64 time;
    }

    struct AttestationRecord {
        bytes32 reportHash;
        uint8 result; // 1 success, 2 error
        uint64 time;
        bytes signature;
    }

    struct RebuildRecord {
        bytes32 reportHash;
        uint8 outcome; // 1 matches, 2 matches but for metadata, 3 differs
        uint64 time;
        bytes signature;
    }

    struct PolicyRecord {
        string text;
        uint32 organization;
        uint64 application;
        uint64 time;
        uint64 height;
    }

    struct TokenRecord {
        uint32 organization;
        uint64 application;
        address deployed;
        bytes32 packageHash;
        bytes32[] packages;
        PolicyRecord[] policies; // the last one is in force
        mapping(string version => bytes32) versions;
    }

    struct UserRecord {
        address account;
        uint32 vorg;
        uint64 time;
        bytes32 profileHash;
        bytes32 consent;
        uint32 registrar;
        string[] tokens;
    }

    struct ApplicationRecord {
        uint8 class;
        uint8 status;
        uint32 vorg;
        uint64 expiry;
        uint64 time;
        uint64 height;
        address deployed;
        bytes32 packageHash;
        bytes32 argumentsHash;
        bytes32 consent;
        string userId;
        string tokenId;
    }

    struct ConsentRecord {
        uint8 kind;
        address account;
        uint64 expiry;
        uint8 form; // 0 own key, 1 contract account, 2 passkey, 3 witnessed on paper
        // A slot of its own begins here, because uint64 application no longer fits beside the account and the expiry.
        uint64 application;
        uint64 time;
        uint8 withdrawalForm; // as form, of the withdrawal's signature
        uint256 withdrawn; // block time, alone in its slot: a proof of its absence says "not withdrawn"
        bytes signature;
    }

    struct NodeRecord {
        bytes32 validatorKey;
        bytes20 nodeId;
        uint32 power;
        bytes32 checkpointKey;
        bytes32 servicePin;
        string p2p;
        string url;
    }

    struct MemberNodeRecord {
        NodeRecord node;
        uint64 until; // when a former member left
        uint64 admitted; // membership version at which it last came in; 0 for founders
    }

    struct ProposalRecord {
        uint8 kind;
        uint8 status; // 1 open, 2 executed, 3 withdrawn
        uint32 proposer;
        uint64 time;
        uint64 expiry;
        uint64 decided;
        // A slot of its own begins here.
        uint64 version;
        address operator;
        uint24 roles;
        string name;
        NodeRecord node;
        string policy;
        mapping(uint256 organization => uint256 version) approvals; // membership version at which it approved
    }

    struct LifecycleRecord {
        uint8 state; // 0 as deployed, 1 running, 2 paused, 3 winding down, 4 retired
        uint64 since;
        uint64 application;
        uint64 pending;
        // A slot of its own begins here, because the address no longer fits.
        address implementation;
        uint64 upgrade;
    }

    struct PackageRules {
        uint8 proxy; // 0 none, 1 UUPS, 2 transparent
        uint8 onWithdrawal; // 0 none, 1 pause, 2 wind-down
        uint32 codeSize;
        bytes32 proxyCodeHash;
    }

    struct ClerkRecord {
        uint32 organization;
        uint64 since;
        uint64 until; // 0 while the clerk acts
    }

    struct EntrustmentRecord {
        uint32 vorg;
        uint64 until;
        bytes32 consent;
    }

    uint256 internal layoutVersion; // 1
    string internal consortium;
    MemberRecord[] internal members; // organization n is element n - 1
    mapping(string name => uint256) internal memberByName;
    mapping(address operator => uint256) internal memberByOperator;
    mapping(bytes32 packageHash => PackageRecord) internal packages;
    mapping(bytes32 packageHash => mapping(uint256 organization => AttestationRecord)) internal attestations;
    mapping(string tokenId => TokenRecord) internal tokens;
    mapping(address deployed => string) internal tokenOf;
    string[] internal userIds;
    mapping(string userId => UserRecord) internal users;
    mapping(address account => string) internal userOf;
    ApplicationRecord[] internal applications; // application n is element n - 1
    mapping(string userId => mapping(string tokenId => uint256)) internal applicationOf;
    mapping(bytes32 digest => ConsentRecord) internal consents;
    mapping(string tokenId => mapping(address account => uint256 application)) internal usable;
    mapping(uint256 organization => MemberNodeRecord) internal nodes;
    mapping(bytes32 key => uint256 organization) internal memberByKey; // keys, pins, node IDs: once a member's, always
    uint256 internal membershipChanges; // the version less 1
    PolicyRecord[] internal membershipPolicies; // `application` is the proposal; the last one is in force
    ProposalRecord[] internal proposals; // proposal n is element n - 1
    mapping(string tokenId => LifecycleRecord) internal lifecycles;
    mapping(bytes32 packageHash => PackageRules) internal packageRules;
    mapping(string tokenId => mapping(address account => uint256 application)) internal leaving; // took its consent back
    mapping(address account => ClerkRecord) internal clerks;
    mapping(string region => uint256 organization) internal regions;
    mapping(string userId => EntrustmentRecord[]) internal entrustments; // former ones, oldest first
    mapping(uint256 application => bytes32) internal privateRoots;
    mapping(bytes32 packageHash => mapping(uint256 organization => RebuildRecord)) internal rebuilds;
}
