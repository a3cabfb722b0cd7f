// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Actor} from "@kaisho/contracts/kaisho/testing/Actor.sol";
import {GovernedTest} from "@kaisho/contracts/kaisho/testing/GovernedTest.sol";
import {BondToken} from "@kaisho/contracts/bond/src/BondToken.sol";
import {BondToken2} from "../src/BondToken2.sol";

/// What the next version promises: nothing is lost on the way, and a coupon is declared once, by the issuer.
contract BondToken2Test is GovernedTest {
    BondToken private old;
    BondToken2 private bond;
    Actor private issuer;
    Actor private ines;
    Actor private jan;

    string private constant kToken = "ACME-2031";

    function setUp() public {
        issuer = newHolder(kToken);
        ines = newHolder(kToken);
        jan = newHolder(kToken);
        old = new BondToken(
            kToken, "ACME 2.5% 2031", "JP3000000001", "JPY", 100_000, 250, uint64(block.timestamp) + 1 days, address(issuer)
        );
        issuer.call(address(old), abi.encodeCall(BondToken.mint, (address(ines), 60)));
        issuer.call(address(old), abi.encodeCall(BondToken.mint, (address(jan), 40)));
        bond = new BondToken2(old, both(address(ines), address(jan)));
    }

    function testCarriesTermsAndHoldingsOver() public view {
        assertEq(bond.isin(), old.isin(), "isin");
        assertEq(bond.issuer(), address(issuer), "issuer");
        assertEq(bond.balanceOf(address(ines)), 60, "first holder");
        assertEq(bond.balanceOf(address(jan)), 40, "second holder");
        assertEq(bond.totalSupply(), 100, "supply");
    }

    function testIssuerDeclaresACoupon() public {
        issuer.call(address(bond), abi.encodeCall(BondToken2.declareCoupon, (2027)));
        assertEq(bond.couponDeclared(2027), 100, "bonds on that day");
    }

    function testRevertWhenAHolderIsForgotten() public {
        new BondToken2(old, both(address(ines), address(ines)));
    }

    function testRevertWhenACouponIsDeclaredTwice() public {
        issuer.call(address(bond), abi.encodeCall(BondToken2.declareCoupon, (2027)));
        issuer.call(address(bond), abi.encodeCall(BondToken2.declareCoupon, (2027)));
    }

    function testRevertWhenAHolderDeclares() public {
        ines.call(address(bond), abi.encodeCall(BondToken2.declareCoupon, (2027)));
    }

    function both(address one, address other) private pure returns (address[] memory holders) {
        holders = new address[](2);
        holders[0] = one;
        holders[1] = other;
    }
}
