// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Actor} from "@kaisho/contracts/kaisho/testing/Actor.sol";
import {GovernedTest} from "@kaisho/contracts/kaisho/testing/GovernedTest.sol";
import {BondToken} from "../src/BondToken.sol";

/// What the bond promises, run by every organization in its own node before it signs.
contract BondTokenTest is GovernedTest {
    BondToken private bond;
    Actor private issuer;
    Actor private ines;
    Actor private jan;
    Actor private stranger;

    string private constant kToken = "ACME-2031";

    function setUp() public {
        issuer = newHolder(kToken);
        ines = newHolder(kToken);
        jan = newHolder(kToken);
        stranger = new Actor();
        bond = newBond(uint64(block.timestamp) + 1 days);
        mint(issuer, ines, 100);
    }

    function testTellsItsTerms() public view {
        assertEq(bond.name(), "ACME 2.5% 2031", "name");
        assertEq(bond.symbol(), kToken, "symbol");
        assertEq(bond.decimals(), 0, "bonds are whole");
        assertEq(bond.isin(), "JP3000000001", "isin");
        assertEq(bond.faceValue(), 100_000, "face value");
        assertEq(bond.issuer(), address(issuer), "issuer");
    }

    function testIssuerMints() public view {
        assertEq(bond.balanceOf(address(ines)), 100, "balance");
        assertEq(bond.totalSupply(), 100, "supply");
    }

    function testMovesBetweenHolders() public {
        move(ines, jan, 40);
        assertEq(bond.balanceOf(address(ines)), 60, "sender");
        assertEq(bond.balanceOf(address(jan)), 40, "receiver");
        assertEq(bond.totalSupply(), 100, "supply");
    }

    function testEarnsItsCoupon() public view {
        assertEq(bond.yearlyCouponOf(address(ines)), 250_000, "2.5 % of 100 bonds of 100,000");
    }

    function testRevertWhenAStrangerIsToReceive() public {
        move(ines, stranger, 1);
    }

    function testRevertWhenAStrangerMints() public {
        mint(stranger, ines, 1);
    }

    function testRevertWhenAHolderMints() public {
        mint(ines, ines, 1);
    }

    function testRevertWhenAHolderLosesTheRight() public {
        GOVERNANCE.setUsable(kToken, address(ines), false);
        move(ines, jan, 1);
    }

    function testRevertWhenMoreIsMovedThanHeld() public {
        move(ines, jan, 101);
    }

    function testRevertWhenRedeemedBeforeMaturity() public {
        issuer.call(address(bond), abi.encodeCall(BondToken.redeem, (address(ines), 1)));
    }

    function testRevertWhenMaturityHasPassed() public {
        newBond(uint64(block.timestamp));
    }

    function newBond(uint64 maturity) private returns (BondToken) {
        return new BondToken(kToken, "ACME 2.5% 2031", "JP3000000001", "JPY", 100_000, 250, maturity, address(issuer));
    }

    function mint(Actor by, Actor holder, uint256 bonds) private {
        by.call(address(bond), abi.encodeCall(BondToken.mint, (address(holder), bonds)));
    }

    function move(Actor from, Actor to, uint256 bonds) private {
        from.call(address(bond), abi.encodeWithSignature("transfer(address,uint256)", address(to), bonds));
    }
}
