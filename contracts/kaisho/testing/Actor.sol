// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Somebody else in a test: an account that calls what it is told, and reverts as the called contract did.
contract Actor {
    function call(address target, bytes calldata data) external returns (bytes memory) {
        (bool success, bytes memory output) = target.call(data);
        if (!success) {
            assembly {
                revert(add(output, 32), mload(output))
            }
        }
        return output;
    }
}
